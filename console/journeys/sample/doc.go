// Package sample is the journeys, with the texts of their steps, from which new ones are begun:
// those of the examples.
package sample
