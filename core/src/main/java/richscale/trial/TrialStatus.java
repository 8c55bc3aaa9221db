package richscale.trial;

import java.util.Locale;

/** How a trial ended. */
public enum TrialStatus {
  /** All updates were done. */
  COMPLETED,
  /** The loss or the parameters stopped being finite; what was measured before is kept. */
  DIVERGED,
  /** An exception ended it. */
  FAILED;

  /** {@return the name used in tables} */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
