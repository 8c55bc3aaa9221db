package richscale.jobs.store;

import java.io.FileNotFoundException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.apache.commons.lang3.exception.ExceptionUtils;

/** What people can do about exceptions of file systems. */
final class FileTrouble {
  private static final Pattern KERBEROS =
      Pattern.compile(
          "GSS initiate failed|No valid credentials|Kerberos|KrbException"
              + "|SIMPLE authentication is not enabled");

  private FileTrouble() {}

  /** Returns in one line what is wrong. */
  static String problem(Exception e) {
    Throwable unknown = ExceptionUtils.throwableOfType(e, UnknownHostException.class);
    if (unknown != null) {
      return "no address is known for " + unknown.getMessage();
    }
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    if (e instanceof FileNotFoundException && message.contains("(Permission denied)")) {
      return "permission denied";
    }
    return message.isEmpty() ? e.getClass().getSimpleName() : message;
  }

  /**
   * Returns what would be right.
   *
   * @param e what happened
   * @param otherwise what it is where nothing special is known
   */
  static String wanted(Exception e, String otherwise) {
    return KERBEROS.matcher(String.valueOf(e)).find()
        ? "a Kerberos ticket: kinit, or spark.kerberos.principal and spark.kerberos.keytab"
        : otherwise;
  }
}
