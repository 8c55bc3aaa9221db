/** Sweep specs: HOCON in, validated records and content-addressed trials out. */
package richscale.spec;
