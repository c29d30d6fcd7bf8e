using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Pretraining.Corpora;
using AgentMemory.Training;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Batches;

namespace AgentMemory.Pretraining;

/// <summary>
/// Lives of the corpus a model was made from, of tasks that its training never saw. How well they are foreseen before and
/// after an adapter was trained on something else is what the model forgot.
/// </summary>
public sealed class HeldOutText
{
    private const int RowsMax = 8;
    private readonly ITrainerProvider _trainers;
    private readonly ModelCard _card;
    private readonly Sample[] _samples;
    private readonly BatchShape _shape;
    private readonly int _threads;
    private double? _atBase;

    /// <param name="trainers">Of the engine that measures.</param>
    /// <param name="plan">The corpus, and how many of its held-out lives are looked at.</param>
    /// <param name="families">Families by name.</param>
    /// <param name="prompt">The renderer that players use.</param>
    /// <param name="card">The model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="threads">Never more than there are cores.</param>
    /// <exception cref="UserErrorException">The corpus cannot be written, or the model's context is too short for its lives.</exception>
    public HeldOutText(
        ITrainerProvider trainers,
        PretrainPlan plan,
        IReadOnlyDictionary<string, ITaskFamily> families,
        PlayPrompt prompt,
        ModelCard card,
        ITokenizer tokenizer,
        int threads)
    {
        (_trainers, _card, _threads) = (trainers, card, threads);
        var maker = new SampleMaker(tokenizer);
        var corpus = new Corpus(plan, families, prompt, tokenizer, maker, tokenizer.Marks.End ?? 0);
        // Every token that the corpus asks for counts once, whatever it weighed in training.
        _samples =
        [
            .. Enumerable.Range(0, plan.Course.HeldOutLives).Select(n => corpus.Sample(corpus.HeldOut(n)))
                .Select(s => s with { Predictions = [.. s.Predictions.Select(p => p with { Weight = 1 })] })
                .Where(s => s.Predictions.Count > 0 && s.Tokens.Count <= card.ContextTokens),
        ];
        if (_samples.Length == 0)
        {
            throw new UserErrorException(
                $"held-out text of {plan.Name}: none of its lives fits the {card.ContextTokens} tokens that model {card.Id} holds; "
                + "name the plan that the model was made by");
        }

        var longest = _samples.Max(s => s.Tokens.Count);

        _shape = BatchShape.For(_samples, RowsMax * longest, longest);
    }

    /// <summary>Tokens that are to be foreseen.</summary>
    public int Tokens => _samples.Sum(s => s.Predictions.Count);

    /// <summary>Mean negative log-likelihood in nats a token; its exponential is the perplexity.</summary>
    /// <param name="worn">What the model wears; empty for the base model, which is measured once.</param>
    public double Loss(IReadOnlyList<WornAdapter> worn) =>
        worn.Count > 0 ? Measure(worn) : _atBase ??= Measure(worn);

    private double Measure(IReadOnlyList<WornAdapter> worn)
    {
        using var model = _trainers.Open(_card.Path, new TrainerSettings
        {
            Purpose = TrainingPurpose.Evaluate,
            Batch = _shape,
            Worn = [.. worn.Select(w => new WornWeights(AdapterFile.Read(w.Path), w.Scale))],
            Threads = _threads,
        });
        return new Trainer(model, OptimizerSettings.None).Loss(Packer.Pack(_samples, _shape)) / Tokens;
    }
}
