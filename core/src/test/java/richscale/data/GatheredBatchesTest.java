package richscale.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatheredBatchesTest {
  /** Ten samples of two inputs and an output: 120 bytes. */
  private static Samples ten() {
    float[] x = new float[20];
    float[] y = new float[10];
    for (int i = 0; i < 10; i++) {
      x[i] = i;
      x[10 + i] = -i;
      y[i] = 2 * i;
    }
    return new Samples(10, 2, 1, x, y);
  }

  @Test
  void aBatchIsGatheredOnceAndIsThatOfTheSamples() {
    GatheredBatches batches = new GatheredBatches(1000);
    Samples all = ten();
    Samples batch = batches.select(all, new int[] {7, 2});
    assertThat(batch.x()).containsExactly(7, 2, -7, -2);
    assertThat(batch.y()).containsExactly(14, 4);
    assertThat(batches.select(all, new int[] {7, 2})).isSameAs(batch);
    assertThat(batches.select(all, new int[] {2, 7}).x()).containsExactly(2, 7, -2, -7);
  }

  @Test
  void otherSamplesHaveOtherBatches() {
    GatheredBatches batches = new GatheredBatches(1000);
    int[] rows = {1};
    assertThat(batches.select(ten(), rows)).isNotSameAs(batches.select(ten(), rows));
  }

  @Test
  void whatWasNotAskedForLongestMakesRoom() {
    GatheredBatches batches = new GatheredBatches(30);
    Samples all = ten();
    Samples first = batches.select(all, new int[] {1});
    Samples second = batches.select(all, new int[] {2});
    assertThat(batches.select(all, new int[] {1})).isSameAs(first);
    batches.select(all, new int[] {3});
    assertThat(batches.select(all, new int[] {1})).isSameAs(first);
    assertThat(batches.select(all, new int[] {2})).isNotSameAs(second);
  }

  @Test
  void onlyWhatLeavesRoomForOthersIsWorthKeeping() {
    GatheredBatches batches = new GatheredBatches(100);
    assertThat(batches.keep(ten(), 4)).isTrue();
    assertThat(batches.keep(ten(), 5)).isFalse();
  }
}
