/** From a command line to Spark: targets, settings, a cluster for the length of a command. */
package richscale.jobs.launch;
