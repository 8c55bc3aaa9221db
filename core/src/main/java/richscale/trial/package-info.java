/** One trial from spec to measurements. */
package richscale.trial;
