// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	request, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	middle, cancelMiddle := context.WithCancel(request) // no deadline of its own
	defer cancelMiddle()
	leaf, cancelLeaf := context.WithTimeout(middle, time.Hour)
	defer cancelLeaf()

	<-leaf.Done()
	fmt.Println("middle:", middle.Err())
	fmt.Println("leaf:", leaf.Err())
	_, has := middle.Deadline()
	fmt.Println("middle reports the deadline of the request:", has)
}
