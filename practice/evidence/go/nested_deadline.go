// Minimum: Go 1.19
package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	outer, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	inner, cancelInner := context.WithTimeout(outer, time.Hour)
	defer cancelInner()

	outerEnd, _ := outer.Deadline()
	innerEnd, _ := inner.Deadline()
	fmt.Println("the inner deadline is the outer one:", innerEnd.Equal(outerEnd))
	<-inner.Done()
	fmt.Println("the inner context ended long before its hour:", inner.Err())
}
