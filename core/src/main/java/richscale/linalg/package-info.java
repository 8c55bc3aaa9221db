/** Single-precision matrices in native memory, and the norms taken of them. */
package richscale.linalg;
