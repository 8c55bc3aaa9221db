/** What is kept on disk: trial files, tables and provenance. */
package richscale.jobs.store;
