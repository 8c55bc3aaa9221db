/** Update rules: what each keeps, needs of the gradient and does, and how its rates scale. */
package richscale.optimizer;
