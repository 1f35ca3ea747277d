// Package view is what people read: numbers with their trends, segments, the state
// of campaigns, nights and certificates, what came of campaigns, and what the report
// shows. It only reads, and of numbers only what is published; what came of campaigns
// (results.sql) stands on the deliveries and orders as they are.
//
// What asks for members or trends of the last published date reads their snapshot
// (package snapshot), and answers at once. Each question is one .sql file and one function that returns typed rows. Personal
// data (segments, rejected records, names of likely buyers) is marked where it
// comes: it is for the person who asked, and for no log.
package view
