package richscale.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListingTest {
  private static Listing listing() {
    Listing listing = new Listing("width", "reason");
    listing.add(64, "a, \"b\"");
    listing.add(1024, 0.1);
    return listing;
  }

  @Test
  void csvQuotesWhatNeedsIt() {
    assertThat(listing().render(Listing.Format.CSV))
        .isEqualTo("width,reason\r\n64,\"a, \"\"b\"\"\"\r\n1024,0.1\r\n");
  }

  @Test
  void jsonHasNumbersAsNumbers() {
    assertThat(listing().render(Listing.Format.JSON).replaceAll("\\s+", " "))
        .contains("{ \"width\" : 64, \"reason\" : \"a, \\\"b\\\"\" }", "\"reason\" : 0.1");
  }

  @Test
  void peopleGetColumns() {
    assertThat(listing().table(0))
        .isEqualTo("  width  reason\n     64  a, \"b\"\n   1024     0.1\n");
  }
}
