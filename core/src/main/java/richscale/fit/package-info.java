/** Scaling exponents with intervals, and how they compare with theory. */
package richscale.fit;
