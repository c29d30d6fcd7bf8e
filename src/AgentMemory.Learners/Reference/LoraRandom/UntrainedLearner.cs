using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Weights;
using AgentMemory.Learners.Weights.Lora;

namespace AgentMemory.Learners.Reference.LoraRandom;

/// <summary>
/// lora on a model of the same architecture and vocabulary whose weights are random: what an adapter infers without any pretraining.
/// The model is opened when it is first needed.
/// </summary>
public sealed class UntrainedLearner : ILearner, IDisposable
{
    private readonly Lazy<(ILanguageModel Model, LoraLearner Learner)> _inner;

    /// <param name="tools">The run's; its model is replaced.</param>
    /// <param name="make">Makes lora over such tools.</param>
    public UntrainedLearner(WeightsTools tools, Func<WeightsTools, LoraLearner> make)
    {
        ArgumentNullException.ThrowIfNull(tools);
        _inner = new Lazy<(ILanguageModel, LoraLearner)>(() =>
        {
            var model = (tools.OpenUntrained
                ?? throw new UserErrorException($"learner {Id}: there is no untrained model here; run it in a comparison"))();
            return (model, make(tools with { Model = model }));
        });
    }

    public string Id => "lora-random";

    public LearnerPath Path => LearnerPath.Reference;

    public IReadOnlyList<PracticeRound> Rounds(int episodes) => _inner.Value.Learner.Rounds(episodes);

    public Learned Study(StudyRequest request, CancellationToken cancellation) => _inner.Value.Learner.Study(request, cancellation);

    public IPlayer Open(Artifact? artifact) => _inner.Value.Learner.Open(artifact);

    public void Dispose()
    {
        if (_inner.IsValueCreated)
        {
            _inner.Value.Model.Dispose();
        }
    }
}
