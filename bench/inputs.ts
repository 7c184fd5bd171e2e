import { createHash } from 'node:crypto';
import type { TreeContents } from '../src/application/trees/tree-contents.ts';
import type { TreeFile } from '../src/python/model/source-tree.ts';

/** A tree of generated source, for machines that have no repository at hand: a service of many features that import each other. */
export function generatedTree(features: number): TreeContents {
  const files = new Map<string, string>();
  files.set('app/__init__.py', '');
  for (let i = 0; i < features; i++) addFeature(files, i);
  return treeOf(files);
}

export function treeOf(sources: ReadonlyMap<string, string>): TreeContents {
  const bytes = new Map<string, Uint8Array>();
  const files: TreeFile[] = [];
  for (const [path, text] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const content = Buffer.from(text);
    const blob = createHash('sha1')
      .update(`blob ${content.length}\0`)
      .update(content)
      .digest('hex');
    bytes.set(blob, content);
    files.push({ path, blob, size: content.length });
  }
  return { files, read: (file) => bytes.get(file.blob) ?? null };
}

/** The tree several times side by side, each copy below a folder of its own: the same code, a larger repository. */
export function copiesOf(tree: TreeContents, times: number): TreeContents {
  const files: TreeFile[] = [];
  for (let copy = 0; copy < times; copy++) {
    for (const file of tree.files)
      files.push({ ...file, path: copy === 0 ? file.path : `copy${copy}/${file.path}` });
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, read: (file) => tree.read(file) };
}

function addFeature(files: Map<string, string>, i: number): void {
  const folder = `app/features/feature_${i}`;
  const other = Math.max(0, i - 1);
  files.set(`${folder}/__init__.py`, '');
  files.set(
    `${folder}/models.py`,
    `from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base${i}(DeclarativeBase):
    pass


class Item${i}(Base${i}):
    __tablename__ = "items_${i}"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    stock: Mapped[int]
`,
  );
  files.set(
    `${folder}/service.py`,
    `import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.features.feature_${other}.models import Item${other}
from app.features.feature_${i}.models import Item${i}


class Service${i}:
    def __init__(self, session: AsyncSession, client: httpx.AsyncClient) -> None:
        self._session = session
        self._client = client

    async def find(self, name: str) -> Item${i} | None:
        return await self._session.scalar(select(Item${i}).where(Item${i}.name == name))

${Array.from({ length: 12 }, (_, n) => method(i, other, n)).join('\n')}`,
  );
}

function method(i: number, other: number, n: number): string {
  return `    async def step_${n}(self, name: str, amount: int) -> int:
        item = await self.find(name)
        if item is None:
            response = await self._client.get(f"https://example.com/{name}", timeout=${n + 1})
            response.raise_for_status()
            item = Item${i}(name=name, stock=int(response.json()["stock"]))
            self._session.add(item)
        before = await self._session.scalar(select(Item${other}).where(Item${other}.id == ${n}))
        total = sum(part for part in (amount, ${n}, 3) if part > 0)
        await self._session.commit()
        return total if before is None else total + before.stock
`;
}
