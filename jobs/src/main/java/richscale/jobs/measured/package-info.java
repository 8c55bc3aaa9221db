/** Somebody else's measurements: how they are read, and the tables and the page made of them. */
package richscale.jobs.measured;
