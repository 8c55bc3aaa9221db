/** Tables made from tables: exponents and best learning rates. */
package richscale.jobs.fit;
