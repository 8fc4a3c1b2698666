// The kernels keep their bounds on odd shapes: sizes around every boundary of rows, leaves, pieces
// and slices, runs and columns, every format and pass, arrays that are absent or misaligned.
#include "tests/fast/judging.h"

namespace normaudit::fast {
namespace {

std::string text(std::int64_t number) { return std::to_string(number); }

/// n numbers a channel, one way each: a run, columns, several runs, small planes, and gaps.
std::vector<std::string> shapes_of(std::int64_t n) {
  std::vector<std::string> shapes{
      "shape=1,3," + text(n), "shape=" + text(n) + ",5", "shape=" + text(n) + ",17",
      "shape=1,2," + text(n) + " layout=nhwc", "shape=" + text(n) + ",2,1 layout=strided:7,3,1+2"};
  if (n % 3 == 0) {
    const std::int64_t places = n / 3;
    shapes.push_back("shape=3,2," + text(places) + " layout=strided:" + text(2 * places + 3) + "," +
                     text(places + 1) + ",1+1");
  }
  if (n % 9 == 0) shapes.push_back("shape=9,3," + text(n / 9));
  return shapes;
}

TEST(Judged, OnSizesAroundEveryBoundary) {
  Turns turns;
  for (const std::int64_t n :
       {1,   2,   3,   7,   8,   9,   15,  16,  17,  31,  32,  33,  63,  64,   65,   127,  128, 129,
        143, 144, 145, 255, 256, 257, 511, 512, 513, 521, 522, 529, 576, 1023, 1025, 2304, 2313}) {
    for (const std::string& shape : shapes_of(n)) {
      for (const Pass pass : kPasses) expect_judged(turns(pass, shape));
    }
  }
}

TEST(Judged, OnPiecesAndSlices) {
  Turns turns;
  for (const char* shape :
       {"shape=1,1,32767", "shape=1,1,32769", "shape=1,1,65536", "shape=1,1,65537", "shape=16500,1",
        "shape=8200,2 layout=nhwc", "shape=4353,32", "shape=42,1,40,40", "shape=265,2,9,9",
        "shape=520,3,2,2", "shape=2,2050,5 layout=nhwc", "shape=9,2049"}) {
    for (const Pass pass : kPasses) expect_judged(turns(pass, shape));
  }
}

TEST(Judged, OnShapesOfLayersAndTheirEdges) {
  Turns turns;
  for (const char* shape :
       {"shape=8,5,7,7", "shape=8,6,7,7 layout=nhwc", "shape=1,7,5,3", "shape=2,4,1,1",
        "shape=1,9,1,1", "shape=1,9", "shape=0,3,4,4", "shape=2,3,0,4", "shape=0,4,2 layout=nhwc",
        "shape=2,33,3,4", "shape=3,33,3,4 layout=nhwc", "shape=2,130,5 layout=nhwc",
        "shape=2,3,2,3,2", "shape=2,3,4,4 layout=strided:200,50,10,2+1",
        "shape=9,3,10,8 layout=strided:320,100,10,1+0", "shape=9,30,6,6", "shape=30,3,16,16",
        "shape=2,3,3,4,5 layout=strided:3000,900,300,70,1+5"}) {
    for (const Pass pass : kPasses) {
      for (int each = 0; each < 4; ++each) expect_judged(turns(pass, shape));
    }
  }
}

TEST(Judged, OnEveryMisalignment) {
  Turns turns;
  for (int offset = 0; offset <= 16; ++offset) {
    for (const char* layout : {"shape=2,3,4,24 layout=strided:384,96,24,1+",
                               "shape=2,3,4,25 layout=strided:330,110,26,1+",
                               "shape=2,8,4,24 layout=strided:768,1,192,8+",
                               "shape=2,8,4,24 layout=strided:864,1,216,9+"}) {
      for (const Pass pass : kPasses) expect_judged(turns(pass, layout + std::to_string(offset)));
    }
  }
}

}  // namespace
}  // namespace normaudit::fast
