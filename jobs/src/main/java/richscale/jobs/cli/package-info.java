/** The command line: arguments in, one call, rows out. */
package richscale.jobs.cli;
