// Package view is what people read: numbers with their trends, segments, the state
// of campaigns, nights and certificates, and what the report shows. It only reads,
// and only what is published.
//
// What asks for members or trends of the last published date reads their snapshot
// (package snapshot), and answers at once. Each question is one .sql file and one function that returns typed rows. Personal
// data (segments, rejected records, names of likely buyers) is marked where it
// comes: it is for the person who asked, and for no log.
package view
