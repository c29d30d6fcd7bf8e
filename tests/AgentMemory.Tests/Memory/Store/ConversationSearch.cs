using System.Globalization;
using AgentMemory.Core.Models;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;
using AgentMemory.Testing.Conversations;

namespace AgentMemory.Tests.Memory.Store;

/// <summary>A generated conversation in a store; each turn knows its place.</summary>
internal sealed class ConversationSearch : IDisposable
{
    private readonly StoreFixture _fixture;

    public ConversationSearch(GeneratedConversation conversation, IEmbedder? embedder)
    {
        _fixture = new StoreFixture(embedder);
        _fixture.Store.Add([.. conversation.Turns.Select((turn, place) => new NewPassage
        {
            Text = turn,
            Kind = PassageKind.Message,
            Provenance = place.ToString(CultureInfo.InvariantCulture),
        })]);
    }

    public IEnumerable<int> Find(string question) => Find(question, ConversationRecall.Count);

    public IEnumerable<int> Find(string question, int count) => _fixture.Store
        .Search(new SearchQuery { Text = question, Count = count }).Passages
        .Select(found => int.Parse(found.Passage.Provenance, CultureInfo.InvariantCulture));

    public void Dispose() => _fixture.Dispose();
}
