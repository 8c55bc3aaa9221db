/** Training loops over DL4J networks. */
package richscale.train;
