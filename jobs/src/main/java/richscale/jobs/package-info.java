/** The commands: plan, sweep and fit. */
package richscale.jobs;
