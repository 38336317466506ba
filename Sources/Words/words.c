// All that there is stands in the header: what is called from here would not be inlined.
#include "words.h"
