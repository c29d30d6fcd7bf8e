using System.Globalization;
using AgentMemory.Core.Models;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;
using AgentMemory.Testing.Conversations;

namespace AgentMemory.Models.Tests;

/// <summary>A real sentence embedder beside words, over the ten generated conversations.</summary>
public sealed class ConversationMeaning
{
    private const string Encoder = "all-MiniLM-L6-v2-f16.gguf";

    [OthersModelFact(Encoder)]
    public void A_sentence_embedder_finds_more_than_words_alone_and_less_in_no_conversation()
    {
        using var embedder = LocalEmbedder.Open(ModelEntry.OfFile(OthersModels.Path(Encoder)), new EngineOptions { Threads = 1 });
        var words = ConversationRecall.Ten.Select(conversation => Recall(conversation, null)).ToList();
        var meaning = ConversationRecall.Ten.Select(conversation => Recall(conversation, embedder)).ToList();
        Assert.All(meaning.Zip(words), pair => Assert.True(pair.First >= pair.Second, $"{pair.First:F3} against {pair.Second:F3}"));
        Assert.True(meaning.Average() >= words.Average() + 0.03, $"{meaning.Average():F3} against {words.Average():F3}");
    }

    private static double Recall(GeneratedConversation conversation, IEmbedder? embedder)
    {
        using var folder = new TemporaryFolder();
        using var store = MemoryStore.Open(folder.File("memory.db"), new MemoryStoreOptions { Time = TimeProvider.System, Embedder = embedder });
        store.Add([.. conversation.Turns.Select((turn, place) => new NewPassage
        {
            Text = turn,
            Kind = PassageKind.Message,
            Provenance = place.ToString(CultureInfo.InvariantCulture),
        })]);
        return ConversationRecall.Of(
            conversation,
            (question, _) => question,
            question => store.Search(new SearchQuery { Text = question, Count = ConversationRecall.Count }).Passages
                .Select(found => int.Parse(found.Passage.Provenance, CultureInfo.InvariantCulture)));
    }
}
