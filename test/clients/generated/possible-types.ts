
      export type PossibleTypesResultData = {
  "possibleTypes": {
    "Node": [
      "HuaweiCsmsTask",
      "HuaweiHssTask",
      "SailPointTask",
      "TaskSource",
      "VmwareSrsRunspace",
      "VsphereCisTask"
    ],
    "Task": [
      "HuaweiCsmsTask",
      "HuaweiHssTask",
      "SailPointTask",
      "VmwareSrsRunspace",
      "VsphereCisTask"
    ]
  }
};
      const result: PossibleTypesResultData = {
  "possibleTypes": {
    "Node": [
      "HuaweiCsmsTask",
      "HuaweiHssTask",
      "SailPointTask",
      "TaskSource",
      "VmwareSrsRunspace",
      "VsphereCisTask"
    ],
    "Task": [
      "HuaweiCsmsTask",
      "HuaweiHssTask",
      "SailPointTask",
      "VmwareSrsRunspace",
      "VsphereCisTask"
    ]
  }
};
      export default result;
    