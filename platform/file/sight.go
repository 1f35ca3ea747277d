package file

import "regulars/platform"

// Sight declares what a feed tells about all records of its entity: the files
// themselves are the shop, there is nobody to ask.
func Sight(entity string) platform.Sight {
	return platform.Sight{
		Entity: platform.Entity(entity),
		Unseen: "the files are themselves the shop: nobody else can be asked. A record that left them stays, since files are often the last weeks only; " +
			"cancelled or deleted in a file takes it away",
	}
}
