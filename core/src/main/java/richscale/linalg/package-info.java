/** Matrices in native memory, in single or double precision, and the norms taken of them. */
package richscale.linalg;
