/** One page to open after a sweep: the tables of an output directory as charts. */
package richscale.jobs.report;
