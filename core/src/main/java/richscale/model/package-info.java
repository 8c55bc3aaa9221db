/** DL4J networks with the weights and rates that a trial asks for. */
package richscale.model;
