/**
 * The richness scale of arXiv 2404.19719: activity, gauges, layer scalings and predicted exponents.
 */
package richscale.theory;
