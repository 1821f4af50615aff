import Testing

@testable import nnmodel

struct SettingListTests {
  @Test func wordsAndSettings() throws {
    let list = try SettingList("sgd:lr=0.1,momentum=.9,nesterov")
    #expect(list.word == "sgd")
    #expect(list["lr"] == 0.1 && list["momentum"] == 0.9 && list["nesterov"] == 1)
    #expect(list["weight-decay"] == nil)
    #expect(try SettingList("adam").word == "adam")
    #expect(try SettingList("").word == "")
    try list.allow(only: "momentum", "lr", "nesterov")
  }

  @Test(arguments: [
    ("adam:", "'': expected NAME=NUMBER, such as adam:lr=0.01"),
    ("adam:lr=1,", "'': expected NAME=NUMBER, such as adam:lr=0.01"),
    ("adam:=1", "'=1': expected NAME=NUMBER, such as adam:lr=0.01"),
    ("adam:lr=", "lr: expected a number, such as 0.5 or 1e-3"),
    ("adam:lr=fast", "lr: expected a number, such as 0.5 or 1e-3"),
    ("adam:lr=1=2", "lr: expected a number, such as 0.5 or 1e-3"),
    ("adam:lr=1,lr=1", "lr is given twice"),
  ])
  func whatIsNoList(text: String, reason: String) {
    #expect(throws: InvalidValue(reason)) { try SettingList(text) }
  }

  @Test func settingsThatAreNotKnown() throws {
    let list = try SettingList("huber:alpha=1")
    #expect(throws: InvalidValue("huber has no setting 'alpha', only delta, gamma")) {
      try list.allow(only: "delta", "gamma")
    }
    #expect(throws: InvalidValue("huber has no settings")) { try list.allow(only: []) }
  }

  @Test func usualValuesAreLeftOut() {
    #expect(SettingList.text("sgd", [("lr", 0.1, nil), ("momentum", 0, 0)]) == "sgd:lr=0.1")
    #expect(SettingList.text("huber", [("delta", 1, 1)]) == "huber")
    #expect(SettingList.text("a", [("b", 0.5, 0), ("c", 2, 0)]) == "a:b=0.5,c=2")
  }
}
