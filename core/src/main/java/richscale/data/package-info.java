/** Samples to train on. */
package richscale.data;
