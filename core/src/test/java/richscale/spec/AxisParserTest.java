package richscale.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.fraction.BigFraction;
import org.junit.jupiter.api.Test;

class AxisParserTest {
  @Test
  void readsNumbersFractionsAndRanges() throws AxisParser.Unreadable {
    assertThat(doubles("1/8")).containsExactly(0.125);
    assertThat(doubles("0.1")).containsExactly(0.1);
    assertThat(doubles("2e-3")).containsExactly(0.002);
    assertThat(doubles("3E2")).containsExactly(300.0);
    assertThat(doubles("0..4")).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
    assertThat(doubles("0..1/2 by 1/8")).containsExactly(0.0, 0.125, 0.25, 0.375, 0.5);
    assertThat(doubles("64..512 x 2")).containsExactly(64.0, 128.0, 256.0, 512.0);
    assertThat(doubles("64..511 x 2")).containsExactly(64.0, 128.0, 256.0);
  }

  @Test
  void decimalRangesDoNotDrift() throws AxisParser.Unreadable {
    assertThat(doubles("0..1 by 0.1"))
        .containsExactly(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0);
  }

  @Property
  void aRangeHoldsEveryWholeNumberBetweenItsEnds(
      @ForAll @IntRange(min = -50, max = 50) int first,
      @ForAll @IntRange(min = 0, max = 200) int length)
      throws AxisParser.Unreadable {
    List<BigFraction> values = AxisParser.parse(first + ".." + (first + length));
    assertThat(values).hasSize(length + 1);
    for (int i = 0; i <= length; i++) {
      assertThat(values.get(i).intValue()).isEqualTo(first + i);
    }
  }

  @Test
  void refusesRangesWithoutEnd() {
    assertThatThrownBy(() -> AxisParser.parse("0..4 by 0")).hasMessageContaining("never ends");
    assertThatThrownBy(() -> AxisParser.parse("1..4 x 1")).hasMessageContaining("never ends");
    assertThatThrownBy(() -> AxisParser.parse("0..4 x 2")).hasMessageContaining("above 0");
    assertThatThrownBy(() -> AxisParser.parse("0..1000000000"))
        .hasMessageContaining("more than 100000 values");
  }

  private static List<Double> doubles(String text) throws AxisParser.Unreadable {
    return AxisParser.parse(text).stream().map(BigFraction::doubleValue).toList();
  }
}
