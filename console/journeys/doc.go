// Package journeys is the journeys of a brand as pages: a list, each as a picture with how many
// are where and what came of it, who stands on a step, and what people may do about it.
//
//	list.go     the List
//	page.go     the Page of one journey
//	picture.go  its steps and ways as an SVG
//	act.go      what people do: pause, resume, end, move and remove
package journeys
