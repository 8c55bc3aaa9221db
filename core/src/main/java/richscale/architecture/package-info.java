/** Networks as lists of layers, and how values flow between them. */
package richscale.architecture;
