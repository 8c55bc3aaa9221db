package richscale.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  @Test
  void dataCannotEndTheirElement() throws IOException {
    String page = Report.page(Map.of("reason", "</script><script>alert(1)</script>"));
    assertThat(page).doesNotContain("</script><script>alert").contains("<\\/script><script>alert");
  }

  @Test
  void theChartingLibraryIsInThePageAndNothingIsLeftToBeFilledIn() throws IOException {
    String page = Report.page(Map.of());
    assertThat(page).contains("scaleLog").doesNotContain("/*d3*/", "/*script*/", "/*style*/");
    assertThat(page).doesNotContainPattern("(src|href)=\"http");
  }
}
