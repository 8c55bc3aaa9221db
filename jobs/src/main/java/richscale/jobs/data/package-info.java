/** Puts known data sets into the form that sweeps read. */
package richscale.jobs.data;
