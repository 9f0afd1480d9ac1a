// Minimum: Go 1.19
package main

import (
	"fmt"
	"runtime"
)

// Two goroutines park and wake each other, on two threads where the machine has them. A wake-up that comes between the decision
// to wait and the wait would leave both parked, and this program would never end.
func main() {
	runtime.GOMAXPROCS(2)
	const rounds = 200000
	there, back := make(chan int), make(chan int)
	go func() {
		for n := range there {
			back <- n
		}
		close(back)
	}()
	arrived := 0
	for n := 0; n < rounds; n++ {
		there <- n
		if <-back == n {
			arrived++
		}
	}
	close(there)
	<-back
	fmt.Printf("of %d wake-ups each way, %d arrived\n", rounds, arrived)
}
