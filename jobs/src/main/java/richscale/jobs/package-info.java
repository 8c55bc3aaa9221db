/** The Spark application, whose rooms are the packages below. */
package richscale.jobs;
