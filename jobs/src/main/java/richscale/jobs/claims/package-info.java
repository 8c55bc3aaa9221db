/** The claims of arXiv 2404.19719, measured and judged. */
package richscale.jobs.claims;
