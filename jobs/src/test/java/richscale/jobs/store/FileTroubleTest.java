package richscale.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class FileTroubleTest {
  @Test
  void aHostWithoutAnAddressIsNamedHoweverDeepItLies() {
    Exception e =
        new IllegalArgumentException(
            "java.net.UnknownHostException: nn", new UnknownHostException("nn"));
    assertThat(FileTrouble.problem(e)).isEqualTo("no address is known for nn");
  }

  @Test
  void whoMayNotReadIsToldSo() {
    assertThat(FileTrouble.problem(new FileNotFoundException("/d/t.csv (Permission denied)")))
        .isEqualTo("permission denied");
  }

  @Test
  void withoutATicketTheCureIsKinit() {
    IOException e =
        new IOException(
            "DestHost:destPort nn:8020 , LocalHost:localPort h/1.2.3.4:0. Failed on local"
                + " exception: GSS initiate failed [Caused by GSSException: No valid credentials"
                + " provided (Mechanism level: Failed to find any Kerberos tgt)]\nmore");
    assertThat(FileTrouble.wanted(e, "something else")).startsWith("a Kerberos ticket: kinit");
    assertThat(FileTrouble.problem(e)).doesNotContain("\n");
    assertThat(FileTrouble.wanted(new IOException("disk"), "room")).isEqualTo("room");
  }
}
