/** An architecture of one's own, as an example. */
package richscale.mixer;
