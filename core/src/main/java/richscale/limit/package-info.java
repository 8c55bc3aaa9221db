/** Dense linear networks of infinite width, by dynamical mean-field theory. */
package richscale.limit;
