package richscale.spec;

import java.io.Serializable;
import java.util.List;

/**
 * What was found while records were read, and is worth saying.
 *
 * @param classNames names of the classes 0, 1, ... in this order; empty where labels are numbers
 *     that name themselves
 * @param wide whether a value has more digits than single precision holds
 * @param constant features that are the same in all records
 * @param ignored what was left out unasked, such as row numbers
 * @param dropped rows left out for want of a value
 * @param filled cells that got the mean of the training samples
 */
public record RecordNotes(
    List<String> classNames,
    boolean wide,
    List<String> constant,
    List<String> ignored,
    int dropped,
    int filled)
    implements Serializable {

  /** Nothing to say. */
  public static final RecordNotes NONE =
      new RecordNotes(List.of(), false, List.of(), List.of(), 0, 0);

  public RecordNotes {
    classNames = List.copyOf(classNames);
    constant = List.copyOf(constant);
    ignored = List.copyOf(ignored);
  }
}
