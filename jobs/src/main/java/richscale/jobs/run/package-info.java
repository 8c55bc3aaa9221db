/** Running trials as Spark tasks, cheapest last, with progress. */
package richscale.jobs.run;
