package richscale.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportTest {
  @Test
  void dataCannotEndTheirElement() throws IOException {
    String page = Report.page(Map.of("reason", "</script><script>alert(1)</script>"));
    assertThat(page).doesNotContain("</script><script>alert").contains("<\\/script><script>alert");
  }

  @Test
  void thinningKeepsTheEnds() {
    List<Integer> many = IntStream.rangeClosed(1, 1000).boxed().toList();
    assertThat(ReportData.thin(many, 5)).containsExactly(1, 251, 501, 750, 1000);
    assertThat(ReportData.thin(List.of(1, 2), 5)).containsExactly(1, 2);
  }

  @Test
  void theChartingLibraryIsInThePageAndNothingIsLeftToBeFilledIn() throws IOException {
    String page = Report.page(Map.of());
    assertThat(page).contains("scaleLog").doesNotContain("/*d3*/", "/*script*/", "/*style*/");
    assertThat(page).doesNotContainPattern("(src|href)=\"http");
  }
}
