/** Observables of a network in training, measured on a fixed probe batch. */
package richscale.observe;
