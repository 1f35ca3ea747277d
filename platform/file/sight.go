package file

import "regulars/platform"

// Sight declares what a feed tells about all records of its entity: the files
// themselves are the shop, there is nobody to ask.
func Sight(entity string) platform.Sight {
	return platform.Sight{
		Entity: platform.Entity(entity),
		Unseen: []platform.Unseen{platform.FilesAreTheShop, platform.FilesKeep},
	}
}
