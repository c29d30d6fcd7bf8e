using AgentMemory.Core.Learners;

namespace AgentMemory.Training.Architectures;

/// <summary>Which layers of a model an adapter is on.</summary>
public enum AdaptedLayers
{
    [Setting("every layer")]
    All,

    [Setting("the upper half of the layers, next to the output")]
    Upper,

    [Setting("the middle half of the layers: without the first quarter and the last")]
    Middle,
}
