using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Training.Adapters;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Training;

/// <summary>A trainer's adapter out into a file's form, and back in.</summary>
public static class TrainerAdapters
{
    /// <summary>The adapter that a trainer holds now.</summary>
    /// <exception cref="ArgumentException">The trainer trains no adapter.</exception>
    public static AdapterFile ToAdapterFile(this ITrainer trainer, ModelCard card) => trainer.ToAdapterFile(card.Sha256) with { BaseName = card.Id };

    /// <summary>The adapter that a trainer holds now, for a base without a name.</summary>
    /// <exception cref="ArgumentException">The trainer trains no adapter.</exception>
    public static AdapterFile ToAdapterFile(this ITrainer trainer, string baseSha256) => new()
    {
        Architecture = trainer.Shape.Architecture,
        BaseSha256 = baseSha256,
        Shape = AdapterOf(trainer),
        StatedAlpha = AdapterOf(trainer).Alpha,
        Tensors = [.. trainer.TrainedNames.Select(n => new WeightTensor(n, trainer.Extents(n), trainer.Weights(n)))],
    };

    /// <summary>Puts an adapter's weights into a trainer of the same adapter shape, to go on training.</summary>
    /// <exception cref="UserErrorException">The trainer's adapter has other matrices, or its base is another model.</exception>
    public static void LoadAdapter(this ITrainer trainer, AdapterFile adapter, string baseSha256)
    {
        adapter.RefuseOtherBase(baseSha256);
        adapter.RefuseOtherMeasures(AdapterOf(trainer));
        var names = trainer.TrainedNames.ToHashSet(StringComparer.Ordinal);
        if (!names.SetEquals(adapter.Tensors.Select(t => t.Name))
            || adapter.Tensors.Any(t => !t.Extents.SequenceEqual(trainer.Extents(t.Name))))
        {
            throw new UserErrorException(
                $"the adapter has {adapter.Tensors.Count} matrices of rank {adapter.Shape.Rank}, other than the {names.Count} to be trained; "
                + "keep the layers as they were, or start a new adapter");
        }

        foreach (var tensor in adapter.Tensors)
        {
            trainer.SetWeights(tensor.Name, tensor.Values);
        }
    }

    private static AdapterShape AdapterOf(ITrainer trainer) =>
        trainer.Settings.Adapter ?? throw new ArgumentException("this trainer has no adapter", nameof(trainer));
}
